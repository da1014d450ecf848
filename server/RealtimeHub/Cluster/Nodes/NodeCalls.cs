using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.Options;
using RealtimeHub.Cluster.Redis;
using RealtimeHub.Configuration;
using RealtimeHub.Control;
using StackExchange.Redis;

namespace RealtimeHub.Cluster.Nodes;

/// <summary>Asks the other nodes for something, and answers them, over channels of Redis. A question or an answer may be lost; then the node counts as silent.</summary>
internal sealed class NodeCalls(
    RedisLink link, NodeDirectory nodes, Lazy<NodeRequests> requests, RevocationLog revocations, ClusterMetrics metrics, TimeProvider clock, IOptions<RealtimeHubOptions> options)
{
    /// <summary>How many questions may wait for answers; more are not asked.</summary>
    private const int MostAtOnce = 256;

    private readonly ConcurrentDictionary<string, Question> _questions = new(StringComparer.Ordinal);
    private readonly TimeSpan _patience = options.Value.Redis.CommandTimeout;

    /// <summary>Told when another node has found Redis in a state that is new to it, and waits until this one has looked, too.</summary>
    public event Action? CompareWanted;

    private string Everybody => link.Keys.OfCluster("questions");

    public async Task FollowAsync()
    {
        await link.FollowAsync(Everybody, message => _ = AnswerAsync(message));
        await link.FollowAsync(AnswersTo(nodes.Id), Heard);
    }

    /// <summary>Tells the other nodes something, without waiting for them.</summary>
    public Task TellAsync(string what, params string[] arguments) =>
        PublishAsync(Everybody, new Message(Guid.NewGuid().ToString("N"), nodes.Id, what, arguments));

    public async Task<NodeAnswers<T>> AskAsync<T>(string what, params string[] arguments)
    {
        var others = nodes.Live.Select(node => node.Id).Where(id => id != nodes.Id).ToList();
        if (others.Count == 0) return NodeAnswers<T>.Nobody;
        var (id, question) = (Guid.NewGuid().ToString("N"), new Question(others));
        if (_questions.Count >= MostAtOnce || !_questions.TryAdd(id, question)) return new NodeAnswers<T>([], others);
        try
        {
            await PublishAsync(Everybody, new Message(id, nodes.Id, what, arguments));
            await question.WaitAsync(_patience, clock);
        }
        catch (Exception e) when (RedisTrouble.IsIt(e))
        {
            // What has come is answered; who is silent is named.
        }
        finally
        {
            _questions.TryRemove(id, out _);
        }

        return question.Result<T>();
    }

    private string AnswersTo(string node) => link.Keys.OfCluster($"answers:{node}");

    private async Task AnswerAsync(RedisValue text)
    {
        if (Parse<Message>(text) is not { From: { } from, Id: { } id, What: { } what, Arguments: { } arguments })
        {
            metrics.Malformed();
            return;
        }

        if (from == nodes.Id) return;
        if (what == NodeRequests.Left && arguments is [var left]) nodes.Left(left);
        if (what == NodeRequests.Compare) CompareWanted?.Invoke();
        try
        {
            var answer = what == NodeRequests.Revoked ? await revocations.ReadAsync() : await requests.Value.AnswerAsync(what, arguments);
            if (answer is not null) await PublishAsync(AnswersTo(from), new Answer(id, nodes.Id, JsonSerializer.SerializeToElement(answer, JsonSerializerOptions.Web)));
        }
        catch (Exception e) when (RedisTrouble.IsIt(e))
        {
            // The other node does without.
        }
    }

    private void Heard(RedisValue text)
    {
        if (Parse<Answer>(text) is not { Id: { } id, From: { } from } answer) metrics.Malformed();
        else if (_questions.TryGetValue(id, out var question)) question.Take(from, answer.Value);
    }

    private Task<long> PublishAsync<T>(string channel, T message) => link.Database.PublishAsync(link.Channel(channel), JsonSerializer.SerializeToUtf8Bytes(message, JsonSerializerOptions.Web));

    private static T? Parse<T>(RedisValue text)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>((byte[]?)text ?? [], JsonSerializerOptions.Web);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private sealed record Message(string Id, string From, string What, string[] Arguments);

    private sealed record Answer(string Id, string From, JsonElement Value);

    /// <summary>One question, and who has answered it.</summary>
    private sealed class Question(IReadOnlyList<string> asked)
    {
        private readonly ConcurrentDictionary<string, JsonElement> _answers = new(StringComparer.Ordinal);
        private readonly TaskCompletionSource _all = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Take(string from, JsonElement value)
        {
            if (_answers.TryAdd(from, value) && asked.All(_answers.ContainsKey)) _all.TrySetResult();
        }

        public Task WaitAsync(TimeSpan patience, TimeProvider clock) => _all.Task.WaitAsync(patience, clock);

        public NodeAnswers<T> Result<T>() => new(
            [.. _answers.Values.Select(value => value.Deserialize<T>(JsonSerializerOptions.Web)!)], [.. asked.Where(node => !_answers.ContainsKey(node))]);
    }
}
