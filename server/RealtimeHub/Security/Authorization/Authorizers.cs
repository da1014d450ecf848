using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RealtimeHub.Configuration;
using RealtimeHub.Contracts;
using RealtimeHub.Diagnostics;

namespace RealtimeHub.Security.Authorization;

/// <summary>The one who is asked where the rules name an authorizer: the application's own, or the webhook.</summary>
internal sealed partial class Authorizers(IServiceProvider services, IOptions<RealtimeHubOptions> options, TimeProvider clock, ILogger<Authorizers> logger)
{
    private static readonly Decision Nobody = new(false, "no authorizer: see RealtimeHub:Webhook");

    /// <summary>The application's own may hang; the client waits for it with everything that it asks for.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly LogThrottle _log = new(clock);
    private readonly Lazy<ITopicAuthorizer?> _authorizer = new(() =>
        services.GetService<ITopicAuthorizer>() ?? (options.Value.Webhook.Address is null ? null : services.GetRequiredService<WebhookAuthorizer>()));

    public async ValueTask<Decision> AskAsync(ClientPrincipal client, TopicName topic, TopicRights right, CancellationToken cancellationToken)
    {
        if (_authorizer.Value is not { } authorizer) return Nobody;
        try
        {
            using var timeout = new CancellationTokenSource(Patience, clock);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
            var answer = await authorizer.DecideAsync(new TopicQuestion(client, client.User, topic, right), either.Token).AsTask().WaitAsync(either.Token);
            return new Decision(answer.IsAllowed, answer.Reason, IsTemporary: answer.IsTemporary);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
#pragma warning disable CA1031 // The application's code: whatever it throws is no yes.
        catch (Exception e)
#pragma warning restore CA1031
        {
            if (_log.MayLog()) LogThrew(e);
            return Decision.Unknown;
        }
    }

    [LoggerMessage(EventId = 1504, Level = LogLevel.Error, Message = "The application's ITopicAuthorizer threw, or did not answer within 10 seconds: what was asked is refused for the moment (108).")]
    private partial void LogThrew(Exception exception);
}
