class Visitor {
	greet = () => this.constructor.name;
}

function named() {
	return [new Visitor().greet(), named.name, (() => 1).name];
}

export default {
	fetch() {
		return Response.json(named());
	},
};
