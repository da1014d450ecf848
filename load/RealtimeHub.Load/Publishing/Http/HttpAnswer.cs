namespace RealtimeHub.Load.Publishing.Http;

/// <summary>What a server answered.</summary>
/// <param name="Status">The status code.</param>
/// <param name="Body">Valid until the next request.</param>
/// <param name="KeepAlive">Whether the connection may be used again.</param>
internal readonly record struct HttpAnswer(int Status, ReadOnlyMemory<byte> Body, bool KeepAlive)
{
    public bool IsSuccess => Status is >= 200 and < 300;
}
