import groovy.json.JsonSlurper
import io.github.flaremaven.cloudflare.it.ItHttp
import io.github.flaremaven.cloudflare.it.ItProject

def project = ItProject.of(binding.variables)
def tail = { String... options ->
    project.maven().start(['cloudflare:tail', '-Dcloudflare.local', '-Dcloudflare.events=2', *options] as String[])
}
project.maven().start('cloudflare:local', '-Dcloudflare.port=0', '-Dcloudflare.apiPort=0').withCloseable { local ->
    local.waitForLog('end with Ctrl-C')
    def workers = new ItHttp((local.log() =~ /Workers: http:\/\/localhost:(\d+)/)[0][1] as int)
    project.maven().run('cloudflare:deploy', '-Dcloudflare.local')
    tail('-Dcloudflare.outputFile=target/pretty.txt').withCloseable { pretty ->
        tail('-Dcloudflare.format=json', '-Dcloudflare.outputFile=target/tail.ndjson').withCloseable { json ->
            [pretty, json]*.waitForLog('Connected')
            assert workers.get('tail', '/fine').body == 'fine\n'
            assert workers.get('tail', '/boom').status == 500
            assert [pretty, json]*.waitFor() == [0, 0]
        }
    }
    assert local.stop() > 0 : 'workerd ran'
}
assert !new File(basedir, '.cloudflare/local.json').exists()

def events = new File(basedir, 'target/tail.ndjson').readLines().collect { new JsonSlurper().parseText(it) }
assert events*.outcome == ['ok', 'exception']
assert events*.scriptName == ['tail', 'tail']
assert events*.logs*.message == [[['all is well', 42]], [['about to fail', [path: '/boom']]]]
assert events[1].exceptions.collect { [it.name, it.message] } == [['TypeError', 'this Worker was asked to fail']]

def lines = new File(basedir, 'target/pretty.txt').readLines()
assert lines[0] =~ /^GET http.*\/fine - Ok @ /
assert lines[1] == '  (log) all is well 42'
assert lines[2] =~ /^GET http.*\/boom - Exception Thrown @ /
assert lines[3] == '  (warn) about to fail {"path":"/boom"}'
assert lines[4] == '  ✘ TypeError: this Worker was asked to fail'
assert lines[5] =~ /^    at .*fetch.*index\.js/ : 'the stack'
