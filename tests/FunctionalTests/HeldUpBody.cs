using System.Net;
using System.Text;

namespace FunctionalTests;

/// <summary>The JSON body of a request that is sent in two parts, the second when the test wants it.</summary>
internal sealed class HeldUpBody : HttpContent
{
    private readonly byte[] _beginning;
    private readonly byte[] _rest;
    private readonly TaskCompletionSource _sent = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _goOn = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public HeldUpBody(string beginning, string rest)
    {
        (_beginning, _rest) = (Encoding.UTF8.GetBytes(beginning), Encoding.UTF8.GetBytes(rest));
        Headers.ContentType = new("application/json");
    }

    public Task BeginningSent => _sent.Task;

    public void SendRest() => _goOn.TrySetResult();

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        await stream.WriteAsync(_beginning);
        await stream.FlushAsync();
        _sent.TrySetResult();
        await _goOn.Task;
        await stream.WriteAsync(_rest);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _beginning.Length + _rest.Length;
        return true;
    }
}
