export const text = "redirected";
