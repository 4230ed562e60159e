package io.github.flaremaven.cloudflare.local.api;

import io.github.flaremaven.cloudflare.local.api.NamedResources.Style;
import io.github.flaremaven.cloudflare.local.state.Resources.Kind;
import java.util.List;

/** The resources that wrangler looks up, and makes where they are missing, before it uploads a Worker. */
final class ResourceHandlers {
    private static final List<Style> STYLES = List.of(
            new Style(
                    Kind.AI_SEARCH_NAMESPACE,
                    "/ai-search/namespaces",
                    "name",
                    "name",
                    new ApiError(404, 7063, "The namespace could not be found."),
                    new ApiError(409, 7064, "A namespace with that name already exists.")),
            new Style(
                    Kind.AGENT_MEMORY_NAMESPACE,
                    "/agent-memory/namespaces",
                    "id",
                    "name",
                    new ApiError(404, 7003, "The namespace could not be found."),
                    new ApiError(409, 7004, "A namespace with that name already exists.")),
            new Style(
                    Kind.FLAGSHIP_APP,
                    "/flagship/apps",
                    "id",
                    "name",
                    new ApiError(404, 7003, "The app could not be found."),
                    new ApiError(409, 7004, "An app with that name already exists.")));

    private final Platform platform;

    ResourceHandlers(Platform platform) {
        this.platform = platform;
    }

    void register(ApiRoutes routes) {
        STYLES.forEach(style -> new NamedResources(platform, style).register(routes));
        QueueRecords queues = new QueueRecords(platform);
        new QueueHandlers(platform, queues).register(routes);
        new QueueConsumerHandlers(platform, queues).register(routes);
        new QueueMessageHandlers(platform, queues).register(routes);
        new WorkflowHandlers(platform).register(routes);
        new WorkflowInstanceHandlers(platform).register(routes);
        new EmailHandlers(platform).register(routes);
        new PipelineHandlers(platform).register(routes);
        new ContainerHandlers(platform).register(routes);
    }
}
