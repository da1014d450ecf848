using Microsoft.AspNetCore.SignalR;
using RealtimeHub.Contracts;
using RealtimeHub.FanOut;
using RealtimeHub.Ingest;
using RealtimeHub.Security;
using RealtimeHub.Security.Tokens;
using RealtimeHub.Topics;

namespace RealtimeHub.Hubs;

/// <summary>
/// The clients' edge: it checks what comes and hands it on. It keeps no state. A refused call returns a
/// <see cref="Refusal"/>, which <see cref="ClientProtocol"/> writes as an error: refusals are expected, and cost no exception.
/// </summary>
internal sealed class EventHub : Hub
{
    private static readonly Refusal InvalidTopic = new(ErrorCode.BadRequest, ErrorTexts.InvalidTopic);

    private readonly TopicRegistry _topics;
    private readonly HistoryReader _history;
    private readonly IEventPublisher _publisher;
    private readonly Permissions _permissions;
    private readonly TokenRefresh _refresh;
    private readonly TimeProvider _clock;

    public EventHub(TopicRegistry topics, HistoryReader history, IEventPublisher publisher, Permissions permissions, TokenRefresh refresh, TimeProvider clock)
    {
        _topics = topics;
        _history = history;
        _publisher = publisher;
        _permissions = permissions;
        _refresh = refresh;
        _clock = clock;
    }

    private Subscriber Self => Context.Features.Get<Subscriber>()!;

    public async Task<object> Subscribe(SubscribeRequest? request)
    {
        if (!TopicName.TryParse(request?.Topic, out var topic)) return InvalidTopic;
        if (FindProblem(request!) is { } problem) return new Refusal(ErrorCode.BadRequest, problem);
        if ((Forbids(topic, TopicRights.Subscribe) ?? (request!.Tail > 0 ? Forbids(topic, TopicRights.History) : null)) is { } forbidden) return forbidden;
        while (true)
        {
            var unavailable = _topics.GetOrCreate(topic, out var log);
            if (unavailable != ErrorCode.None) return new Refusal(unavailable, ErrorTexts.For(unavailable, topic));
            switch (await FanOutService.SubscribeAsync(Self, log, request!))
            {
                case SubscribeOutcome.Refused refused:
                    return new Refusal(refused.Code, refused.Reason);
                case SubscribeOutcome.Done done:
                    if (!request!.ReplyExpected) done.Subscription.Activate();
                    return new PendingReply(done.Reply, done.Subscription);
                default:
                    _topics.Remove(log);
                    break;
            }
        }
    }

    public async Task<object?> Unsubscribe(string? topic)
    {
        if (!TopicName.TryParse(topic, out var name)) return InvalidTopic;
        await FanOutService.UnsubscribeAsync(Self, name);
        return null;
    }

    public async Task<object> SetRate(string? topic, RateRequest? request)
    {
        if (!TopicName.TryParse(topic, out var name)) return InvalidTopic;
        if (Pace.FindProblem(request?.MaxRate) is { } problem) return new Refusal(ErrorCode.BadRequest, problem);
        var rate = await FanOutService.SetRateAsync(Self, name, request ?? new RateRequest());
        return rate as object ?? new Refusal(ErrorCode.BadRequest, $"not subscribed to {name}");
    }

    public async Task<object> Publish(string? topic, EventData data, HubPublishOptions? options)
    {
        if (!TopicName.TryParse(topic, out var name)) return InvalidTopic;
        if (Forbids(name, TopicRights.Publish) is { } forbidden) return forbidden;
        var request = new PublishRequest(name, data) { Key = options?.Key, Type = options?.Type, Id = options?.Id };

        // Even when the client has gone meanwhile: it has asked, and an exception would be an error in the log that anybody can cause.
        return (await _publisher.PublishAsync(request, CancellationToken.None))
            .Match<object>(position => position, rejected => new Refusal(rejected.Code, rejected.Reason));
    }

    public object History(string? topic, HistoryRequest? request)
    {
        if (!TopicName.TryParse(topic, out var name)) return InvalidTopic;
        if (Forbids(name, TopicRights.History) is { } forbidden) return forbidden;
        return _history.Read(name, request ?? new HistoryRequest()) switch
        {
            HistoryOutcome.Refused refused => new Refusal(refused.Code, refused.Reason),
            var page => page,
        };
    }

    public Task<object> Refresh(string? token) => _refresh.RunAsync(Context, Clients.Caller, token);

    public long Time() => _clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Asked before anything is looked up: the answer does not tell whether a topic exists.</summary>
    private Refusal? Forbids(TopicName topic, TopicRights right) =>
        _permissions.Decide(Context.Features.Get<ClientSession>()!.Principal, topic, right) is { IsAllowed: false } decision
            ? new Refusal(ErrorCode.PermissionDenied, $"{decision.Rule}; see Permissions of the namespace of {topic}")
            : null;

    private static string? FindProblem(SubscribeRequest request) =>
        request.Since is { IsWellFormed: false } ? ErrorTexts.InvalidSince
        : request.Tail < 0 ? "tail is 0 or more"
        : Pace.FindProblem(request.MaxRate);
}
