import io.github.flaremaven.cloudflare.it.ItProject

def project = ItProject.of(binding.variables)
assert project.failures()*.message == ['the config has Durable Object migrations that are not applied yet (v1), ' +
        'which only a deployment can do; run cloudflare:deploy']

def deployments = project.result('deployments').deployments
assert deployments.size() == 2
assert deployments[0].versions*.versionId == [project.result('deploy').versionId] : 'an uploaded version has no traffic'

def count = { name -> project.serve().withCloseable { it.get('durable-object-migration', name).json.count } }
assert count('/a') == 1
assert count('/a') == 2 : 'the state outlives the process'
assert count('/b') == 1
