import groovy.io.FileType
import io.github.flaremaven.cloudflare.it.ItProject

def project = ItProject.of(binding.variables)
def served = { project.serve().withCloseable { it.get('secrets', '/').json.findAll { it.value } } }
assert served() == [FROM_VARIABLE: 'canary-of-the-variable', FROM_FILE: 'canary-of-the-file',
        FROM_LINES: 'canary of the lines', WITH_VERSION: 'canary-of-the-version']
assert project.result('secret-list').secrets*.name.toSet() ==
        ['FROM_VARIABLE', 'FROM_FILE', 'FROM_LINES', 'WITH_VERSION'].toSet()

project.maven().run('-X', 'cloudflare:secret-bulk', '-Dcloudflare.local', '-Dcloudflare.secretsFile=secrets.json')
project.maven().run('-X', 'cloudflare:secret-delete', '-Dcloudflare.local', '-Dcloudflare.secret=WITH_VERSION')
assert served() == [FROM_VARIABLE: 'canary-of-the-variable', FROM_JSON: 'canary-of-the-json', FROM_LINES: 'canary of the lines']

project.maven().run('-X', 'cloudflare:secret-bulk', '-Dcloudflare.local', '-Dcloudflare.secretsFile=version.env',
        '-Dcloudflare.dryRun')
def missing = project.maven().tryRun('-X', 'cloudflare:secret-delete', '-Dcloudflare.local', '-Dcloudflare.secret=NOBODY')
assert missing.exit == 1

def said = [project.log()]
new File(basedir, 'target').eachFileRecurse(FileType.FILES) { said << it.text }
assert said.every { !it.contains('canary') }
assert project.log().contains('FROM_VARIABLE')
