using System.Text;

namespace RealtimeHub.Load.Publishing.Http;

/// <summary>What a server answered.</summary>
/// <param name="Status">The status code.</param>
/// <param name="Body">Valid until the next request.</param>
/// <param name="KeepAlive">Whether the connection may be used again.</param>
internal readonly record struct HttpAnswer(int Status, ReadOnlyMemory<byte> Body, bool KeepAlive)
{
    private const int MaxQuoted = 200;

    public bool IsSuccess => Status is >= 200 and < 300;

    /// <summary>What a server said that did not take what it was given.</summary>
    public string Refusal() =>
        $"the server answered {Status}: {Encoding.UTF8.GetString(Body.Span[..Math.Min(MaxQuoted, Body.Length)])}".TrimEnd(' ', ':');
}
