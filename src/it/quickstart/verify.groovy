import io.github.flaremaven.cloudflare.it.ItProject

def project = ItProject.of(binding.variables)
def production = 'python-highload-mcp'
def cache = '1d0a5e9c2b7f4c31a8e6d4f0b2c9a70'

project.serve().withCloseable { cloudflare ->
    [development: 'python-highload-mcp-dev', staging: 'python-highload-mcp-staging', production: production]
            .each { environment, worker ->
        def health = cloudflare.get(worker, '/health')
        assert health.status == 200
        assert health.json.subMap('status', 'version', 'environment') ==
                [status: 'healthy', version: '1.0.0', environment: environment]
    }

    def begin = System.currentTimeSeconds()
    assert cloudflare.get(production, '/compute?n=90').json == [n: 90, result: '2880067194370816120', cached: false]
    def end = System.currentTimeSeconds()
    assert cloudflare.get(production, '/compute?n=90').json.cached
    def keys = cloudflare.api("/storage/kv/namespaces/${cache}3/keys")
    assert keys*.name == ['fibonacci:90']
    assert (begin + 60..end + 60).contains(keys[0].expiration)
    assert cloudflare.get(production, '/performance').json.requests == 3
    assert !cloudflare.get('python-highload-mcp-staging', '/compute?n=90').json.cached
}

project.replace('src/version.js', '1.0.0', '1.1.0')
project.maven().run('cloudflare:deploy', '-Denv=prod', '-Dcloudflare.local')
def second = project.result('deploy').versionId
project.serve().withCloseable { assert it.get(production, '/health').json.version == '1.1.0' }

project.maven().run('cloudflare:rollback', 'cloudflare:versions', 'cloudflare:deployments', 'cloudflare:status',
        '-Dcloudflare.message=The new one is slow', '-Denv=prod', '-Dcloudflare.local')
project.serve().withCloseable {
    assert it.get(production, '/health').json.version == '1.0.0'
    assert it.get(production, '/compute?n=90').json.cached : 'KV outlives versions'
}

def versions = project.result('versions')
def first = versions.versions[1].id
assert versions.worker == production
assert versions.versions*.number == [2, 1]
assert versions.versions*.id == [second, first]
assert versions.traffic == [[versionId: first, percentage: 100]]
def deployments = project.result('deployments').deployments
assert deployments*.versions == [first, second, first].collect { [[versionId: it, percentage: 100]] }
assert deployments[0].message == 'The new one is slow'
assert project.result('status').deployment == deployments[0]
assert project.result('rollback').version.id == first
assert project.result('rollback').before == [[versionId: second, percentage: 100]]
