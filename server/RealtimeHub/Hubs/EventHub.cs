using Microsoft.AspNetCore.SignalR;
using RealtimeHub.Contracts;
using RealtimeHub.FanOut;
using RealtimeHub.Ingest;
using RealtimeHub.Security;
using RealtimeHub.Security.Authorization;
using RealtimeHub.Topics;

namespace RealtimeHub.Hubs;

/// <summary>
/// The clients' edge: it checks what comes and hands it on. It keeps no state. A refused call returns a
/// <see cref="Refusal"/>, which <see cref="ClientProtocol"/> writes as an error: refusals are expected, and cost no exception.
/// </summary>
internal sealed class EventHub : Hub
{
    private static readonly Refusal InvalidTopic = new(ErrorCode.BadRequest, ErrorTexts.InvalidTopic);

    private readonly SubscribeCall _subscribe;
    private readonly HistoryReader _history;
    private readonly IEventPublisher _publisher;
    private readonly Permissions _permissions;
    private readonly PresenceCalls _presence;
    private readonly TaskCalls _tasks;
    private readonly TokenRefresh _refresh;
    private readonly TimeProvider _clock;

    public EventHub(
        SubscribeCall subscribe, HistoryReader history, IEventPublisher publisher, Permissions permissions, PresenceCalls presence, TaskCalls tasks, TokenRefresh refresh,
        TimeProvider clock)
    {
        _subscribe = subscribe;
        _history = history;
        _publisher = publisher;
        _permissions = permissions;
        _presence = presence;
        _tasks = tasks;
        _refresh = refresh;
        _clock = clock;
    }

    private Subscriber Self => Context.Features.Get<Subscriber>()!;

    private ClientPrincipal Principal => Context.Features.Get<ClientSession>()!.Principal;

    public async Task<object> Subscribe(SubscribeRequest? request)
    {
        if (!TopicName.TryParse(request?.Topic, out var topic)) return InvalidTopic;
        if (FindProblem(request!) is { } problem) return new Refusal(ErrorCode.BadRequest, problem);
        if (await ForbidsAsync(topic, TopicRights.Subscribe) is { } forbidden) return forbidden;
        if (request!.Tail > 0 && await ForbidsAsync(topic, TopicRights.History) is { } noTail) return noTail;
        if (await _tasks.BeforeFollowAsync(topic) is { } unknown) return unknown;
        switch (await _subscribe.RunAsync(Self, topic, request))
        {
            case SubscribeOutcome.Done done:
                await _presence.DecideAsync(Principal, done.Subscription);
                if (!request.ReplyExpected) done.Subscription.Activate();
                return new PendingReply(done.Reply, done.Subscription);
            case SubscribeOutcome.Refused refused:
                return new Refusal(refused.Code, refused.Reason);
            case var other:
                throw new InvalidOperationException($"Unknown outcome {other}.");
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
        if (await ForbidsAsync(name, TopicRights.Publish) is { } forbidden) return forbidden;
        var request = new PublishRequest(name, data) { Key = options?.Key, Type = options?.Type, Id = options?.Id };

        // Even when the client has gone meanwhile: it has asked, and an exception would be an error in the log that anybody can cause.
        return (await _publisher.PublishAsync(request, CancellationToken.None))
            .Match<object>(position => position, rejected => new Refusal(rejected.Code, rejected.Reason));
    }

    public async Task<object> History(string? topic, HistoryRequest? request)
    {
        if (!TopicName.TryParse(topic, out var name)) return InvalidTopic;
        if (await ForbidsAsync(name, TopicRights.History) is { } forbidden) return forbidden;
        if (await _tasks.BeforeFollowAsync(name) is { } unknown) return unknown;
        return await _history.ReadAsync(name, request ?? new HistoryRequest()) switch
        {
            HistoryOutcome.Refused refused => new Refusal(refused.Code, refused.Reason),
            var page => page,
        };
    }

    public async Task<object> Presence(string? topic)
    {
        if (!TopicName.TryParse(topic, out var name)) return InvalidTopic;
        return await ForbidsAsync(name, TopicRights.Presence) is { } forbidden ? forbidden : _presence.Ask(name);
    }

    public Task<object> StartTask(string? kind, EventData arguments, StartTaskRequest? options) => _tasks.StartAsync(Principal, kind, arguments, options);

    public Task<object> CancelTask(string? id) => _tasks.CancelAsync(Principal, id);

    public Task<object> Refresh(string? token) => _refresh.RunAsync(Context, Clients.Caller, token);

    public long Time() => _clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Asked before anything is looked up: the answer does not tell whether a topic exists. It comes also when the client has gone meanwhile.</summary>
    private async ValueTask<Refusal?> ForbidsAsync(TopicName topic, TopicRights right)
    {
        var decision = await _permissions.DecideAsync(Principal, topic, right, CancellationToken.None);
        return decision.IsAllowed ? null : Refusal.For(decision);
    }

    private static string? FindProblem(SubscribeRequest request) =>
        request.Since is { IsWellFormed: false } ? ErrorTexts.InvalidSince
        : request.Tail < 0 ? "tail is 0 or more"
        : Pace.FindProblem(request.MaxRate);
}
