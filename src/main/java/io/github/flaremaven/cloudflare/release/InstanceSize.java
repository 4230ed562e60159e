package io.github.flaremaven.cloudflare.release;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.stream.Stream;

/** The named sizes of container instances: virtual processors, memory in MiB, disk in MB. */
enum InstanceSize {
    LITE("lite", "dev", 0.0625, 256, 2_000),
    BASIC("basic", "basic", 0.25, 1_024, 4_000),
    STANDARD_1("standard-1", "standard", 0.5, 4_096, 8_000),
    STANDARD_2("standard-2", "standard-2", 1, 6_144, 12_000),
    STANDARD_3("standard-3", "standard-3", 2, 8_192, 16_000),
    STANDARD_4("standard-4", "standard-4", 4, 12_288, 20_000);

    private final String label;
    private final String oldLabel;
    private final double vcpu;
    private final int memoryMib;
    private final int diskMb;

    InstanceSize(String label, String oldLabel, double vcpu, int memoryMib, int diskMb) {
        this.label = label;
        this.oldLabel = oldLabel;
        this.vcpu = vcpu;
        this.memoryMib = memoryMib;
        this.diskMb = diskMb;
    }

    /**
     * The name of the size that a configuration of the API has, in the spelling of {@code wanted} where that is one of its
     * names; absent for a size of its own.
     */
    static Optional<String> named(String wanted, JsonNode configuration) {
        return Stream.of(values())
                .filter(size -> size.fits(configuration))
                .map(size -> size.oldLabel.equals(wanted) ? wanted : size.label)
                .findFirst();
    }

    private boolean fits(JsonNode configuration) {
        return configuration.path("vcpu").asDouble() == vcpu
                && configuration.path("memory_mib").asInt() == memoryMib
                && configuration.path("disk").path("size_mb").asInt() == diskMb;
    }
}
