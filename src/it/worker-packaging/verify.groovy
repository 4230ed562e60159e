import io.github.flaremaven.cloudflare.it.ItProject
import java.util.zip.ZipFile

def project = ItProject.of(binding.variables)
['validate-config', 'bundle', 'deploy'].each { assert project.result(it).environment == 'production' }
def installed = new File(localRepositoryPath, 'com/example/worker-packaging/1.0.0/worker-packaging-1.0.0.zip')
def entries = new ZipFile(installed).withCloseable { it.entries()*.name }
assert entries.containsAll(['bundle/bundle.json', 'bundle/modules/index.js', 'config/wrangler.toml', 'assets/hello.txt'])
project.serve().withCloseable { cloudflare ->
    assert cloudflare.workers == ['worker-packaging-production']
    assert cloudflare.get('worker-packaging-production', '/').json == [stage: 'live']
    assert cloudflare.get('worker-packaging-production', '/hello.txt').body == 'hello\n'
    assert cloudflare.api('/workers/scripts/worker-packaging-production/versions').items.size() == 1 : 'the first build was skipped'
}
