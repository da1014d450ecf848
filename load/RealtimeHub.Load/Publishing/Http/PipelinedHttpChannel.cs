using RealtimeHub.Load.Publishing.Pipelined;

namespace RealtimeHub.Load.Publishing.Http;

/// <summary>
/// <c>POST /v1/topics/{topic}/events</c>, one event in each, written back to back on one keep-alive connection: pipelining of HTTP/1.1,
/// where a server answers in the order of the requests.
/// </summary>
/// <param name="address">Scheme, host, port, and a path that all requests have in front.</param>
/// <param name="apiKey">Null for none.</param>
/// <param name="topics">How many there are.</param>
internal sealed class PipelinedHttpChannel(Uri address, string? apiKey, int topics) : PipelinedChannel(address)
{
    private readonly HttpRequests _requests = new(address, apiKey);
    private EventHeads? _heads;
    private AnswerReader? _reader;

    protected override bool HasInput => _reader!.HasInput;

    protected override void Greet() => _reader = new AnswerReader(Socket.Receive);

    protected override ReadOnlySpan<byte> Request(int topic, ReadOnlySpan<byte> data) =>
        _requests.Write((_heads ??= new EventHeads(_requests, topics)).For(topic), data);

    protected override string? Answer()
    {
        var answer = _reader!.Read();
        if (!answer.KeepAlive) Close();
        return answer.IsSuccess ? null : answer.Refusal();
    }
}
