import io.github.flaremaven.cloudflare.it.ItProject

def project = ItProject.of(binding.variables)
assert project.failures()*.message == ['Maven is offline (-o) and this goal needs the Cloudflare API; run it without ' +
        '-o, or with -Dcloudflare.local on the embedded Cloudflare'] * 3
assert project.result('versions').versions.size() == 1
assert new File(project.result('bundle').archive).isFile()
project.serve().withCloseable { assert it.get('offline', '/').json == [offline: true] }
