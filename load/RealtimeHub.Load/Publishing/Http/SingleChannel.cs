using System.Text;

namespace RealtimeHub.Load.Publishing.Http;

/// <summary><c>POST /v1/topics/{topic}/events</c>, one event in each: what every server of a comparison takes.</summary>
internal sealed class SingleChannel(HttpConnection connection, int topics) : IPublishChannel
{
    private const int MaxQuoted = 200;

    private readonly byte[]?[] _heads = new byte[topics][];

    public ValueTask PublishAsync(int topic, ReadOnlyMemory<byte> data, CancellationToken stop)
    {
        var head = _heads[topic] ??= connection.HeadFor($"/v1/topics/load-{topic}/events");
        var answer = connection.Post(head, data.Span, stop);
        return answer.IsSuccess ? ValueTask.CompletedTask : throw Refusal(answer);
    }

    public ValueTask DisposeAsync()
    {
        connection.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>The server answered, and did not take what it was given.</summary>
    public static PublishException Refusal(in HttpAnswer answer)
    {
        var said = Encoding.UTF8.GetString(answer.Body.Span[..Math.Min(MaxQuoted, answer.Body.Length)]);
        return new PublishException($"the server answered {answer.Status}: {said}".TrimEnd(' ', ':'));
    }
}
