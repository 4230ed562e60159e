import io.github.flaremaven.cloudflare.it.ItProject

def project = ItProject.of(binding.variables)
def said = project.log().replaceAll(/\u001b\[\d*m/, '').readLines()
assert said.findAll { it && !it.startsWith('Running post-build script') } == []
def version = project.result('deploy').versionId
assert project.result('versions').versions*.id == [version]
assert project.result('deployments').deployments*.versions == [[[versionId: version, percentage: 100]]]
assert project.result('status').versions*.id == [version]
assert project.result('health').environments*.healthy == [true]
project.serve().withCloseable { assert it.get('quiet', '/').json == [worker: 'quiet'] }
