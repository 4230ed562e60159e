package io.github.flaremaven.cloudflare.goal;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.cloudflare.SecretApi;
import io.github.flaremaven.cloudflare.config.LoadedConfig;
import io.github.flaremaven.cloudflare.config.model.WorkerConfig;
import io.github.flaremaven.cloudflare.console.ResultFile;
import io.github.flaremaven.cloudflare.console.TextTable;
import io.github.flaremaven.cloudflare.maven.Target;
import io.github.flaremaven.cloudflare.maven.Workbench;
import java.util.List;
import org.apache.maven.plugins.annotations.Mojo;

/**
 * Lists the names of the deployed Worker's secrets.
 *
 * @since 0.1.0
 */
@Mojo(name = "secret-list", threadSafe = true)
public final class SecretListMojo extends WorkerMojo {
    @Override
    void work(Workbench bench) {
        LoadedConfig loaded = bench.config(false);
        WorkerConfig config = loaded.worker();
        try (Target target = bench.open(loaded)) {
            List<SecretApi.Name> secrets =
                    target.api().worker(config.name()).secrets().list();
            TextTable table = new TextTable("Secret", "Type");
            ObjectNode result = ResultFile.start("secret-list").put("worker", config.name());
            ArrayNode list = result.putArray("secrets");
            secrets.forEach(s -> {
                table.row(s.name(), s.type());
                list.addObject().put("name", s.name()).put("type", s.type());
            });
            table.print(bench.console());
            bench.result(result);
        }
    }
}
