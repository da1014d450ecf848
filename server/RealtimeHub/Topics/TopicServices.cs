using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using RealtimeHub.Configuration;

namespace RealtimeHub.Topics;

internal static class TopicServices
{
    public static IServiceCollection AddTopics(this IServiceCollection services) =>
        services
            .AddSingleton<NamespaceTable>()
            .AddSingleton(provider => LogBudget.For(provider.GetRequiredService<IOptions<RealtimeHubOptions>>().Value.Topics))
            .AddSingleton<TopicRegistry>()
            .AddSingleton<HistoryReader>()
            .AddHostedService<TopicSweeper>()
            .AddHostedService<LogTrimmer>();
}
