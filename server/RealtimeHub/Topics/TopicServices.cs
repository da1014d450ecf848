using Microsoft.Extensions.DependencyInjection;
using RealtimeHub.Configuration;

namespace RealtimeHub.Topics;

internal static class TopicServices
{
    public static IServiceCollection AddTopics(this IServiceCollection services) =>
        services
            .AddSingleton<NamespaceTable>()
            .AddSingleton<TopicRegistry>()
            .AddSingleton<HistoryReader>()
            .AddHostedService<TopicSweeper>();
}
