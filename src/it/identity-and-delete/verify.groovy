import io.github.flaremaven.cloudflare.it.ItProject

def project = ItProject.of(binding.variables)
def who = project.result('whoami')
assert who.subMap('credentials', 'tokenKind', 'tokenStatus', 'accountId') == [credentials: 'the embedded Cloudflare',
        tokenKind: 'user', tokenStatus: 'active', accountId: '10ca110ca110ca110ca110ca110ca110']
assert who.permissions.findAll { it.needed }.every { it.granted }

assert project.failures()*.message == [
        'deleting needs a confirmation, and nobody is there to ask: add -Dcloudflare.confirm=identity-and-delete',
        'nothing was deleted: the confirmation is "another" and the Worker is "identity-and-delete"']
project.serve().withCloseable { assert it.get('identity-and-delete', '/').status == 200 }

project.maven().run('cloudflare:delete', '-Dcloudflare.local', '-Dcloudflare.confirm=identity-and-delete')
project.serve().withCloseable {
    assert it.workers == []
    assert it.get('identity-and-delete', '/').status == 404
}
def gone = project.maven().tryRun('cloudflare:delete', '-Dcloudflare.local', '-Dcloudflare.confirm=identity-and-delete')
assert gone.failures*.message == ['there is no Worker identity-and-delete to delete']

def nobody = project.maven().tryRun('cloudflare:whoami')
assert nobody.exit == 1
assert nobody.failures*.message == ['no credentials for the Cloudflare API: set CLOUDFLARE_API_TOKEN, or add a <server> ' +
        'with the id cloudflare and the token as its password to settings.xml; to work without an account, add ' +
        '-Dcloudflare.local']
