export default {
	email() {},
};
