// In: nothing. Out: the GraphQL document with which an agent submits. The submission travels as a variable, because what is signed is
// the variable as it was received; a literal in the document would be another text.

export const SUBMIT_DOCUMENT = `mutation Submit($submission: SubmissionInput!, $signature: String!) {
  submit(submission: $submission, signature: $signature) {
    __typename
    ... on SubmissionReceipt { receipt signature }
    ... on Refusal { code message path }
  }
}`;
