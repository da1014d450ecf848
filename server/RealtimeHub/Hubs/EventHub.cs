using Microsoft.AspNetCore.SignalR;
using RealtimeHub.Configuration;
using RealtimeHub.Contracts;
using RealtimeHub.FanOut;
using RealtimeHub.Ingest;
using RealtimeHub.Topics;

namespace RealtimeHub.Hubs;

/// <summary>The clients' edge: it checks what comes and hands it on. It keeps no state.</summary>
internal sealed class EventHub : Hub
{
    private readonly TopicRegistry _topics;
    private readonly HistoryReader _history;
    private readonly IEventPublisher _publisher;
    private readonly NamespaceTable _namespaces;
    private readonly TimeProvider _clock;

    public EventHub(TopicRegistry topics, HistoryReader history, IEventPublisher publisher, NamespaceTable namespaces, TimeProvider clock)
    {
        _topics = topics;
        _history = history;
        _publisher = publisher;
        _namespaces = namespaces;
        _clock = clock;
    }

    private Subscriber Self => Context.Features.Get<Subscriber>()!;

    public async Task<PendingReply> Subscribe(SubscribeRequest request)
    {
        var topic = Parse(request?.Topic);
        Check(request!);
        while (true)
        {
            var log = Find(topic);
            switch (await FanOutService.SubscribeAsync(Self, log, request!.Since, request.Tail))
            {
                case SubscribeOutcome.Refused refused: throw CallErrors.Refuse(refused.Code, refused.Reason);
                case SubscribeOutcome.Retired: _topics.Remove(log); continue;
                case SubscribeOutcome.Done done:
                    if (!request.ReplyExpected) done.Subscription.Activate();
                    return new PendingReply(done.Reply, done.Subscription);
            }
        }
    }

    public Task Unsubscribe(string topic) => FanOutService.UnsubscribeAsync(Self, Parse(topic));

    public async Task<StreamPosition> Publish(string topic, EventData data, HubPublishOptions? options)
    {
        var name = Parse(topic);
        if (name.IsServerTopic || _namespaces.Find(name) is { AllowClientPublish: false })
        {
            throw CallErrors.Refuse(ErrorCode.PermissionDenied, $"clients may not publish to {name}; see AllowClientPublish of its namespace");
        }

        var request = new PublishRequest(name, data) { Key = options?.Key, Type = options?.Type, Id = options?.Id };
        return await _publisher.PublishAsync(request, Context.ConnectionAborted) switch
        {
            PublishOutcome.Accepted accepted => accepted.Position,
            PublishOutcome.Duplicate duplicate => duplicate.Position,
            PublishOutcome.Rejected rejected => throw CallErrors.Refuse(rejected.Code, rejected.Reason),
            var other => throw new InvalidOperationException($"Unknown outcome {other}."),
        };
    }

    public object History(string topic, HistoryRequest? request) =>
        _history.Read(Parse(topic), request ?? new HistoryRequest()) switch
        {
            HistoryOutcome.Refused refused => throw CallErrors.Refuse(refused.Code, refused.Reason),
            var page => page,
        };

    public long Time() => _clock.GetUtcNow().ToUnixTimeMilliseconds();

    private static TopicName Parse(string? topic) =>
        TopicName.TryParse(topic, out var name) ? name : throw CallErrors.Refuse(ErrorCode.BadRequest, ErrorTexts.InvalidTopic);

    private static void Check(SubscribeRequest request)
    {
        if (request.Since is { IsWellFormed: false })
        {
            throw CallErrors.Refuse(ErrorCode.BadRequest, "since needs an epoch and an offset from 0 to 9007199254740991");
        }

        if (request.Tail < 0) throw CallErrors.Refuse(ErrorCode.BadRequest, "tail is 0 or more");
        if (request.MaxRate is not null || request.Conflate is true)
        {
            throw CallErrors.Refuse(ErrorCode.BadRequest, "this server does not limit the rate of a subscription: leave maxRate and conflate out");
        }
    }

    private TopicLog Find(TopicName topic)
    {
        var refused = _topics.GetOrCreate(topic, out var log);
        return refused == ErrorCode.None ? log : throw CallErrors.Refuse(refused, ErrorTexts.For(refused, topic));
    }
}
