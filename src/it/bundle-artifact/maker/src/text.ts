export const text = (stage: string, note: string): string => `${stage}: ${note}`;
