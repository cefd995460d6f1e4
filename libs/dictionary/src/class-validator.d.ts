// In: the file of class-validator that makes a decorator of a check; the package ships types for its door alone. Out: the same name, typed.
declare module 'class-validator/cjs/decorator/common/ValidateBy.js' {
  export { ValidateBy } from 'class-validator';
}
