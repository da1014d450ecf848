using RealtimeHub.Hosting;
using RealtimeHub.Server.Tasks.Csv;
using RealtimeHub.Server.Tasks.Email;
using RealtimeHub.Server.Tasks.Webhook;
using RealtimeHub.Tasks;

namespace RealtimeHub.Server.Tasks;

/// <summary>The kinds of work that come with the server.</summary>
internal static class BuiltInTasks
{
    public static RealtimeHubBuilder AddBuiltInTasks(this RealtimeHubBuilder hub)
    {
        hub.AddOptions<WebhookTaskOptions>("Tasks:Webhook").AddOptions<EmailTaskOptions>("Tasks:Email");
        hub.Services.AddSingleton<WebhookCaller>();
        hub.Services.AddBackgroundTask<WebhookTaskArgs, WebhookTaskHandler>("webhook", kind => (kind.Workers, kind.MaxAttempts, kind.Timeout) = (16, 8, TimeSpan.FromMinutes(1)));
        hub.Services.AddBackgroundTask<EmailTaskArgs, EmailTaskHandler>("email", kind => (kind.Workers, kind.MaxAttempts, kind.Timeout) = (2, 6, TimeSpan.FromMinutes(2)));
        hub.Services.AddBackgroundTask<CsvSummaryArgs, CsvSummaryHandler>("csv-summary", kind => (kind.Workers, kind.IsHeavy, kind.Timeout) = (2, true, TimeSpan.FromHours(1)));
        return hub;
    }
}
