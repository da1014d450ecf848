using System.Threading.Channels;
using RealtimeHub.Contracts;
using RealtimeHub.Ingest;

namespace RealtimeHub.Tests.Sources.Support;

/// <summary>A publisher that keeps what it was given, answers as told, and can be held up.</summary>
internal sealed class RecordingPublisher : IEventPublisher
{
    private readonly Channel<PublishRequest> _published = Channel.CreateUnbounded<PublishRequest>();
    private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _offset;

    public RecordingPublisher(bool heldUp = false)
    {
        if (!heldUp) _open.SetResult();
    }

    /// <summary>Decides what becomes of an event; by default it is accepted.</summary>
    public Func<PublishRequest, PublishOutcome?> Answer { get; init; } = _ => null;

    public void LetGo() => _open.SetResult();

    public async ValueTask<PublishOutcome> PublishAsync(PublishRequest request, CancellationToken cancellationToken = default)
    {
        await _open.Task.WaitAsync(cancellationToken);
        if (Answer(request) is { } other) return other;
        await _published.Writer.WriteAsync(request, cancellationToken);
        return new PublishOutcome.Accepted(new StreamPosition("e", ++_offset));
    }

    public async ValueTask<IReadOnlyList<PublishOutcome>> PublishManyAsync(IReadOnlyList<PublishRequest> requests, CancellationToken cancellationToken = default)
    {
        var outcomes = new List<PublishOutcome>();
        foreach (var request in requests) outcomes.Add(await PublishAsync(request, cancellationToken));
        return outcomes;
    }

    /// <summary>The data of the next <paramref name="count"/> events, as text.</summary>
    public async Task<IReadOnlyList<string>> NextAsync(int count)
    {
        var data = new List<string>();
        while (data.Count < count) data.Add((await NextRequestAsync()).Data.ToString());
        return data;
    }

    public async Task<PublishRequest> NextRequestAsync() => await _published.Reader.ReadAsync(Patience.Token);

    /// <summary>What was published and not asked for yet.</summary>
    public IReadOnlyList<string> Rest()
    {
        var data = new List<string>();
        while (_published.Reader.TryRead(out var request)) data.Add(request.Data.ToString());
        return data;
    }
}
