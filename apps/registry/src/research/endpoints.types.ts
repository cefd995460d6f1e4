// GraphQL shapes of the endpoints: what each counts, in words, by name and version.
import { type Endpoint, endpointOf, ENDPOINTS } from '@longview/outcomes';
import { Field, Int, ObjectType } from '@nestjs/graphql';

@ObjectType('EndpointOption')
export class EndpointOptionObject {
  @Field(() => String)
  name!: string;
  @Field(() => String)
  meaning!: string;
  @Field(() => [String])
  values!: string[];
  @Field(() => String, { description: 'What holds when nothing is said.' })
  usual!: string;
}

@ObjectType('EndpointDefinition', {
  description: 'What an endpoint counts. A change of meaning is a new version, and the old one stays.',
})
export class EndpointDefinition {
  @Field(() => String)
  name!: string;
  @Field(() => Int)
  version!: number;
  @Field(() => String)
  title!: string;
  @Field(() => String, { description: 'time, share or amount.' })
  kind!: string;
  @Field(() => String)
  timeZero!: string;
  @Field(() => String)
  event!: string;
  @Field(() => String)
  censoring!: string;
  @Field(() => [String])
  competing!: string[];
  @Field(() => [String], { description: 'infused, apheresed (intention to treat).' })
  populations!: string[];
  @Field(() => [EndpointOptionObject])
  options!: EndpointOptionObject[];
  @Field(() => String)
  source!: string;

  static of({ derive: _, options, competing, populations, ...words }: Endpoint): EndpointDefinition {
    return Object.assign(new EndpointDefinition(), {
      ...words,
      competing: [...competing],
      populations: [...populations],
      options: options.map(({ name, meaning, values, usual }) =>
        Object.assign(new EndpointOptionObject(), { name, meaning, values: values.map(String), usual: String(usual) }),
      ),
    });
  }
}

const NAMES = {
  OVERALL: 'OS',
  PROGRESSION_FREE: 'PFS',
  EVENT_FREE: 'EFS',
  DURATION_OF_RESPONSE: 'DOR',
  RELAPSE_FREE: 'RFS',
} as const;

/** The definition by which the stored outcomes of a course were derived. */
export const definitionOf = (endpoint: keyof typeof NAMES): EndpointDefinition =>
  EndpointDefinition.of(endpointOf(NAMES[endpoint], 1) as Endpoint);

export const DEFINITIONS: readonly EndpointDefinition[] = ENDPOINTS.map(EndpointDefinition.of);

/** Of an endpoint by its name; undefined of one that has no definition of its own (the highest grade of a toxicity). */
export const definitionByName = (name: string): EndpointDefinition | undefined => {
  const endpoint = endpointOf(DEFINED_AS[name] ?? name, 1);
  return endpoint && EndpointDefinition.of(endpoint);
};

/** What the door calls otherwise than the list of endpoints. */
const DEFINED_AS: Readonly<Record<string, string>> = {
  SECOND_MALIGNANCY: 'SPM',
  INFUSED: 'INFUSION',
  ICAHT_EARLY_SEVERE: 'ICAHT_EARLY',
  ICAHT_LATE_SEVERE: 'ICAHT_LATE',
};

export const DEFINITION_OF_DISTRIBUTION = {
  VEIN_TO_VEIN: 'WAITING',
  LENGTH_OF_STAY: 'LENGTH_OF_STAY',
  INTENSIVE_CARE: 'INTENSIVE_CARE',
  DAYS_OUT_OF_HOSPITAL: 'DAOH',
  EQ_VAS_CHANGE: 'QUALITY_OF_LIFE',
  EQ5D_INDEX_CHANGE: 'QUALITY_OF_LIFE',
  CRS_ONSET: 'CRS_ONSET',
  ICANS_ONSET: 'ICANS_ONSET',
} as const;
