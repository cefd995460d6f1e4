// In: a row about one record of a centre. Out: the two fields by which the centre finds the record in its own files, the same in every answer.
import { Field, ID, ObjectType } from '@nestjs/graphql';
import { fromHex, toBase64Url } from '@longview/foundation';
import { CodeScalar } from '../graphql/scalars.ts';

@ObjectType({ isAbstract: true })
export abstract class KeyedRecord {
  @Field(() => CodeScalar)
  system!: string;
  @Field(() => ID, { description: 'The key of the record, as the centre blinds it.' })
  key!: string;
}

/** As in the submission: base64url of 32 bytes. */
export const keyedBy = ({ system, keyHex }: { readonly system: string; readonly keyHex: string }): KeyedRecord => ({
  system,
  key: toBase64Url(fromHex(keyHex)),
});
