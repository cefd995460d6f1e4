// The agent's languages: what a person is told, by the sentence.
export { FRAME } from './phrases.ts';
export { ANSWERS, COUNTED, QUERIES, SENT, STATUS } from './phrases-of-status.ts';
export { sayFinding } from './say-finding.ts';
export { framed, isLanguage, type Language, languageOf, LANGUAGES, say } from './say.ts';
