// The cross-field rules, one a file. The agent and the registry run the same list.
import type { Item } from '@longview/dictionary';
import type { CourseView } from '../course-view.ts';
import type { RecordTypeName } from '../record-types.ts';
import { orderBeforeInfusion } from './v01-order-before-infusion.ts';
import { lymphodepletionBeforeInfusion } from './v02-lymphodepletion-before-infusion.ts';
import { bridgingInBetween } from './v03-bridging-in-between.ts';
import { eventsAfterInfusion } from './v04-events-after-infusion.ts';
import { nothingAfterDeath } from './v05-nothing-after-death.ts';
import { fatalToxicity } from './v06-fatal-toxicity.ts';
import { reportedAndDerivedGrade } from './v07-reported-and-derived-grade.ts';
import { lateOnset } from './v08-late-onset.ts';
import { tocilizumabWithoutSyndrome } from './v09-tocilizumab-without-syndrome.ts';
import { deauvilleFitsResponse } from './v10-deauville-fits-response.ts';
import { relapseAfterResponse } from './v11-relapse-after-response.ts';
import { therapyForProgression } from './v12-therapy-for-progression.ts';
import { doseAndWeight } from './v13-dose-and-weight.ts';
import { treatedOnLabel } from './v14-on-label.ts';
import { numbersOnFile } from './v15-numbers-on-file.ts';
import { componentLots } from './v16-component-lots.ts';
import { splitDose } from './v17-split-dose.ts';
import { transgeneTested } from './v18-transgene-tested.ts';
import { questionnaireCanBeScored } from './v19-questionnaire-can-be-scored.ts';
import { unitLooksWrong } from './v20-unit-looks-wrong.ts';
import { fahrenheit } from './v21-fahrenheit.ts';
import { myelomaComplete } from './v22-myeloma-complete.ts';
import { leukaemiaComplete } from './v23-leukaemia-complete.ts';
import { negativeWithSensitivity } from './v24-negative-with-sensitivity.ts';
import { whoIsPregnant } from './v25-who-is-pregnant.ts';
import { notInTheFuture } from './v27-not-in-the-future.ts';
import { noInfusionNoReason } from './v28-no-infusion-no-reason.ts';
import { whoFollows } from './v29-who-follows.ts';
import { deadWithADate } from './v31-dead-with-a-date.ts';
import { productNotListed } from './v32-product-not-listed.ts';
import { codeFitsDisease } from './v33-code-fits-disease.ts';
import { exemptionGround } from './v34-exemption-ground.ts';
import { iceAddsUp } from './v35-ice-adds-up.ts';
import { endNotBeforeStart } from './v36-end-not-before-start.ts';
import { fill, type Finding, type Language, type Rule } from './rule.ts';

export const RULES: readonly Rule[] = [
  orderBeforeInfusion,
  lymphodepletionBeforeInfusion,
  bridgingInBetween,
  eventsAfterInfusion,
  nothingAfterDeath,
  fatalToxicity,
  reportedAndDerivedGrade,
  lateOnset,
  tocilizumabWithoutSyndrome,
  deauvilleFitsResponse,
  relapseAfterResponse,
  therapyForProgression,
  doseAndWeight,
  treatedOnLabel,
  numbersOnFile,
  componentLots,
  splitDose,
  transgeneTested,
  questionnaireCanBeScored,
  unitLooksWrong,
  fahrenheit,
  myelomaComplete,
  leukaemiaComplete,
  negativeWithSensitivity,
  whoIsPregnant,
  notInTheFuture,
  noInfusionNoReason,
  whoFollows,
  deadWithADate,
  productNotListed,
  codeFitsDisease,
  exemptionGround,
  iceAddsUp,
  endNotBeforeStart,
];

/** Everything that the cross-field rules ask about one course. */
export const checkCourse = (course: CourseView): Finding[] => RULES.flatMap((rule) => rule.check(course));

const byId = new Map(RULES.map((rule) => [rule.id, rule]));

/** A finding in another language, by what it says of itself; as it stands when it is not one of these rules. */
export function inLanguage(
  finding: Pick<Finding, 'rule' | 'message' | 'mend'> & Partial<Pick<Finding, 'wording' | 'words'>>,
  language: Language,
  item?: string,
): { readonly message: string; readonly mend: string } {
  const wording = byId.get(finding.rule)?.wordings[finding.wording ?? ''];
  if (!wording) return { message: finding.message, mend: finding.mend };
  const words = { ...(item !== undefined && { item }), ...finding.words };
  return { message: fill(wording.message[language], words), mend: fill(wording.mend[language], words) };
}

/** Whether a rule may ask about an item. */
export const asksAbout = (
  { about }: Rule,
  type: RecordTypeName,
  { name, kind }: Pick<Item, 'name' | 'kind'>,
): boolean =>
  about.includes(`${type}.${name}`) ||
  about.includes(`*.${name}`) ||
  about.includes(`*:${kind === 'partialDate' ? 'date' : kind}`);
