/** A number as people write it; what is none is left for the API to say so. */
export const numberIn = (text: string): number | string => {
  const number = Number(text.replace(',', '.'));
  return text.trim() === '' || Number.isNaN(number) ? text : number;
};
