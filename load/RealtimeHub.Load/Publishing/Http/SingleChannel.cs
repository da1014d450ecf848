namespace RealtimeHub.Load.Publishing.Http;

/// <summary><c>POST /v1/topics/{topic}/events</c>, one event in each, and each waits for the answer to the one before.</summary>
internal sealed class SingleChannel(HttpConnection connection, int topics) : IPublishChannel
{
    private readonly EventHeads _heads = new(connection.Requests, topics);

    public long AnsweredAt => connection.AnsweredAt;

    public ValueTask PublishAsync(int topic, ReadOnlyMemory<byte> data, CancellationToken stop)
    {
        var answer = connection.Post(_heads.For(topic), data.Span, stop);
        return answer.IsSuccess ? ValueTask.CompletedTask : throw new PublishException(answer.Refusal());
    }

    public ValueTask DisposeAsync()
    {
        connection.Dispose();
        return ValueTask.CompletedTask;
    }
}
