throw new Error("at start");

export default {};
