// The agent's languages: what a person is told, by the sentence.
export { FRAME } from './phrases.ts';
export { framed, isLanguage, type Language, languageOf, LANGUAGES, say } from './say.ts';
