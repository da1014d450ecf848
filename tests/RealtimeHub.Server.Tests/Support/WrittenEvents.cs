using System.Text.Json;
using System.Threading.Channels;
using RealtimeHub.Sources;

namespace RealtimeHub.Server.Tests.Support;

/// <summary>Runs one source into a channel of its own and hands out what it writes.</summary>
internal sealed class WrittenEvents : IAsyncDisposable
{
    private readonly Channel<SourceEvent> _channel = Channel.CreateUnbounded<SourceEvent>();
    private readonly CancellationTokenSource _stopping = new();

    public WrittenEvents(IEventSource source) => Run = source.RunAsync(_channel.Writer, _stopping.Token);

    /// <summary>The run of the source: ends when it throws.</summary>
    public Task Run { get; }

    public int Waiting => _channel.Reader.Count;

    public async Task<SourceEvent> NextAsync() => await _channel.Reader.ReadAsync(Patience.Token);

    /// <summary>The data of the next <paramref name="count"/> events.</summary>
    public async Task<IReadOnlyList<string>> NextAsync(int count)
    {
        var data = new List<string>();
        while (data.Count < count) data.Add((await NextAsync()).Data.ToString());
        return data;
    }

    /// <summary>The next event of this topic, as JSON.</summary>
    public async Task<JsonElement> NextOfAsync(string topic)
    {
        while (true)
        {
            var next = await NextAsync();
            if (next.Topic.Value == topic) return JsonElement.Parse(next.Data.Bytes.Span);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await Run.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stopping.Dispose();
    }
}
