import io.github.flaremaven.cloudflare.it.ItProject

def project = ItProject.of(binding.variables)
def everyWrite = ['cloudflare:deploy', 'cloudflare:upload-version', 'cloudflare:secret-put', 'cloudflare:secret-bulk',
        'cloudflare:secret-delete', 'cloudflare:delete', '-Dcloudflare.dryRun', '-Dcloudflare.secret=VALUE',
        '-Dcloudflare.secretVariable=VALUE', '-Dcloudflare.secretsFile=secrets.env']
def maven = project.maven().with('VALUE', 'canary-of-the-dry-run').with('CLOUDFLARE_API_TOKEN', 'canary-of-the-token')
def state = new File(basedir, '.cloudflare/scripts/dry-run.json')
def before = state.bytes

project.replace('src/index.js', '"dry-run"', '"never sent"')
def local = maven.run(*everyWrite, '-Dcloudflare.local')
assert state.bytes == before
assert local.log().count('Dry run, not sent: ') >= 6

project.serve().withCloseable { cloudflare ->
    cloudflare.relay().withCloseable { api ->
        maven.run(*everyWrite, "-Dcloudflare.apiBaseUrl=$api.apiBase")
        assert api.calls*.method.toSet() == ['GET'].toSet()
        assert api.calls*.authorization.toSet() == ['Bearer canary-of-the-token'].toSet()
    }
    assert cloudflare.get('dry-run', '/').json == [worker: 'dry-run']
}
['deploy', 'upload-version', 'secret-put', 'secret-bulk', 'secret-delete', 'delete'].each { assert project.result(it).dryRun }

maven.with('CLOUDFLARE_API_TOKEN', '').run('cloudflare:deploy', '-Dcloudflare.dryRun')
maven.run('-o', 'cloudflare:deploy', '-Dcloudflare.dryRun')
assert state.bytes == before
assert !project.log().contains('canary')
