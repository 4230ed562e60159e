import io.github.flaremaven.cloudflare.it.ItProject

def project = ItProject.of(binding.variables)
assert project.result('effective-config').config == [
        name: [value: 'by-hand', origin: 'command line'],
        main: [value: 'src/index.js', origin: 'top level', line: 2],
        compatibility_date: [value: '2026-06-01', origin: 'POM'],
        workers_dev: [value: true, origin: 'top level', line: 4],
        vars: [value: [STAGE: 'live', REGION: 'eu', LIST: '1:2'], origin: 'environment and POM and command line', line: 7],
        minify: [value: true, origin: 'POM'],
        triggers: [value: [crons: ['0,30 5 * * *']], origin: 'POM']]
assert project.log().contains('compatibility_date = "2026-06-01"  # POM')

project.serve().withCloseable { cloudflare ->
    assert cloudflare.workers == ['by-hand']
    assert cloudflare.get('by-hand', '/').json == [stage: 'live', region: 'eu', list: '1:2']
    assert cloudflare.api('/workers/scripts/by-hand/schedules').schedules*.cron == ['0,30 5 * * *']
    def version = cloudflare.api("/workers/scripts/by-hand/versions/${project.result('deploy').versionId}")
    assert version.resources.script_runtime.compatibility_date == '2026-06-01'
}
