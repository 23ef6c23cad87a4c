export const library = 'larder';
// end of the list
