using System.Buffers;

namespace RealtimeHub.TestKit.Redis;

/// <summary>Leaves pushes out of what Redis sends on one connection; answers to commands always pass.</summary>
internal sealed class PushFilter : IProxyFilter
{
    private static readonly string[] Confirmations = ["subscribe", "psubscribe", "ssubscribe"];
    private static readonly string[] Messages = ["message", "pmessage", "smessage"];

    private readonly Func<RedisPush, bool> _isSwallowed;
    private readonly ArrayBufferWriter<byte> _pending = new();

    // In RESP2 a push looks like any other list, but for its first word: only a connection that has subscribed gets them.
    private bool _isSubscribed;

    public PushFilter(Func<RedisPush, bool> isSwallowed) => _isSwallowed = isSwallowed;

    public void Take(ReadOnlySpan<byte> sent, IBufferWriter<byte> passed)
    {
        _pending.Write(sent);
        var input = new SequenceReader<byte>(new ReadOnlySequence<byte>(_pending.WrittenMemory));
        var done = 0;
        while (RespReader.TryRead(ref input, out var value))
        {
            var end = (int)input.Consumed;
            if (!IsSwallowed(value)) passed.Write(_pending.WrittenSpan[done..end]);
            done = end;
        }

        var rest = _pending.WrittenSpan[done..].ToArray();
        _pending.ResetWrittenCount();
        _pending.Write(rest);
    }

    private bool IsSwallowed(RespValue value)
    {
        if (value.Kind is not ('*' or '>') || value.Items is not [{ Kind: '$' } first, ..]) return false;
        var word = first.Text;
        if (Confirmations.Contains(word)) _isSubscribed = true;
        return (value.Kind == '>' || _isSubscribed) && Messages.Contains(word) && _isSwallowed(new RedisPush(value.Items[^2].Text, value.Items[^1].Bytes));
    }
}
