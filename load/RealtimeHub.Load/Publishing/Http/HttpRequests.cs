using System.Text;

namespace RealtimeHub.Load.Publishing.Http;

/// <summary>Writes requests that post JSON, one after the other, into one buffer.</summary>
internal sealed class HttpRequests
{
    private readonly string _path;
    private readonly string _fixedHeaders;
    private byte[] _output = new byte[4_096];

    /// <param name="address">Scheme, host, port, and a path that all requests have in front.</param>
    /// <param name="apiKey">Null for none.</param>
    public HttpRequests(Uri address, string? apiKey)
    {
        _path = address.AbsolutePath.TrimEnd('/');
        _fixedHeaders = $"Host: {address.Authority}\r\n{(apiKey is null ? "" : $"X-API-Key: {apiKey}\r\n")}Content-Type: application/json\r\nContent-Length: ";
    }

    /// <summary>The part of a request that does not change: make it once for each path.</summary>
    /// <param name="path">Such as <c>/v1/topics/load-0/events</c>.</param>
    public byte[] HeadFor(string path) => Encoding.ASCII.GetBytes($"POST {_path}{path} HTTP/1.1\r\n{_fixedHeaders}");

    /// <summary>A whole request; valid until the next.</summary>
    /// <param name="head">Made by <see cref="HeadFor"/>.</param>
    /// <param name="body">JSON.</param>
    public ReadOnlySpan<byte> Write(ReadOnlySpan<byte> head, ReadOnlySpan<byte> body)
    {
        const int MostDigits = 20;
        var needed = head.Length + MostDigits + 4 + body.Length;
        if (_output.Length < needed) _output = new byte[needed * 2];
        head.CopyTo(_output);
        body.Length.TryFormat(_output.AsSpan(head.Length), out var digits);
        var at = head.Length + digits;
        "\r\n\r\n"u8.CopyTo(_output.AsSpan(at));
        body.CopyTo(_output.AsSpan(at + 4));
        return _output.AsSpan(0, at + 4 + body.Length);
    }
}
