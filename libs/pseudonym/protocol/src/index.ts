// RFC 9497 VOPRF over ristretto255-SHA512: the group, the suite, the proof's transcripts and the messages that both sides speak.
export * from './group.ts';
export * from './expand-message.ts';
export * from './suite.ts';
export * from './dleq.ts';
export * from './messages.ts';
