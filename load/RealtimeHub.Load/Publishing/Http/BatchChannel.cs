using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace RealtimeHub.Load.Publishing.Http;

/// <summary><c>POST /v1/events</c>: a JSON array of events, answered with one result for each.</summary>
internal sealed class BatchChannel(HttpConnection connection, int topics) : IBatchChannel
{
    private readonly byte[] _head = connection.Requests.HeadFor("/v1/events");
    private readonly byte[]?[] _items = new byte[topics][];
    private readonly ArrayBufferWriter<byte> _body = new();
    private readonly OutgoingEvent[] _one = new OutgoingEvent[1];

    public long AnsweredAt => connection.AnsweredAt;

    public async ValueTask PublishAsync(int topic, ReadOnlyMemory<byte> data, CancellationToken stop)
    {
        _one[0] = new OutgoingEvent(topic, data);
        if ((await PublishAsync(_one, stop))[0] is { } reason) throw new PublishException(reason);
    }

    public ValueTask<IReadOnlyList<string?>> PublishAsync(IReadOnlyList<OutgoingEvent> events, CancellationToken stop)
    {
        Write(events);
        var answer = connection.Post(_head, _body.WrittenSpan, stop);
        if (!answer.IsSuccess) throw new PublishException(answer.Refusal());

        // What all went well needs no parsing; the names of topics cannot look like this.
        var reasons = answer.Body.Span.IndexOf("\"error\""u8) < 0 ? new string?[events.Count] : Reasons(answer.Body, events.Count);
        return ValueTask.FromResult<IReadOnlyList<string?>>(reasons);
    }

    public ValueTask DisposeAsync()
    {
        connection.Dispose();
        return ValueTask.CompletedTask;
    }

    private void Write(IReadOnlyList<OutgoingEvent> events)
    {
        _body.ResetWrittenCount();
        for (var i = 0; i < events.Count; i++)
        {
            var (topic, data) = events[i];
            _body.Write(i == 0 ? "["u8 : ","u8);
            _body.Write(_items[topic] ??= Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{{\"topic\":\"load-{topic}\",\"data\":")));
            _body.Write(data.Span);
            _body.Write("}"u8);
        }

        _body.Write("]"u8);
    }

    private static string?[] Reasons(ReadOnlyMemory<byte> body, int count)
    {
        using var results = JsonDocument.Parse(body);
        var reasons = new string?[count];
        foreach (var (i, result) in results.RootElement.EnumerateArray().Index())
            if (i < count && result.TryGetProperty("error", out var error)) reasons[i] = error.GetRawText();
        return reasons;
    }
}
