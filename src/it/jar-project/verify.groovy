import io.github.flaremaven.cloudflare.it.ItProject
import java.util.zip.ZipFile

def project = ItProject.of(binding.variables)
def uploaded = project.result('upload-version').versionId
assert project.result('deploy').versionId == uploaded
def report = new Properties()
new File(basedir, 'target/report/version.properties').withReader { report.load(it) }
assert report.version == uploaded
assert report.preview.startsWith("http://${uploaded.take(8)}-jar-project.")

def installed = new File(localRepositoryPath, 'com/example/jar-project/1.0.0')
assert new ZipFile(new File(installed, 'jar-project-1.0.0.jar')).withCloseable { it.getEntry('app.properties') }
assert new ZipFile(new File(installed, 'jar-project-1.0.0-worker.zip')).withCloseable { it.getEntry('bundle/bundle.json') }

project.serve().withCloseable { cloudflare ->
    assert cloudflare.get('jar-project', '/').json == [hello: 'jar']
    assert cloudflare.api('/workers/scripts/jar-project/versions').items.size() == 2 : 'deploy uploads nothing anew'
    assert cloudflare.api('/workers/scripts/jar-project/deployments').deployments[0].versions == [
            [version_id: uploaded, percentage: 100]]
}
