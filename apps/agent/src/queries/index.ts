// The room of what the registry's rules asked about this hospital's records, and of the answers.
export { answersFile, readAnswers, reasonOf, reasonsIn } from './answers-file.ts';
export { placeQueries, queryLine } from './place-queries.ts';
export { answerQuery, openQueries } from './queries-door.ts';
