export function specsOf(root: string, ending: string): string[];
export function groupsOf(root: string, ending: string, count: number): string[][];
export function writeGroups(root: string, folder: string, groups: readonly (readonly string[])[]): void;
