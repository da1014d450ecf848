namespace RealtimeHub.Load.Publishing.Http;

/// <summary>The heads of <c>POST /v1/topics/{topic}/events</c>, made when they are needed first.</summary>
internal sealed class EventHeads(HttpRequests requests, int topics)
{
    private readonly byte[]?[] _heads = new byte[topics][];

    public ReadOnlySpan<byte> For(int topic) => _heads[topic] ??= requests.HeadFor($"/v1/topics/load-{topic}/events");
}
