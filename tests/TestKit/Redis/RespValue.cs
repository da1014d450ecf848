using System.Globalization;
using System.Text;

namespace RealtimeHub.TestKit.Redis;

/// <summary>One value of Redis' protocol, RESP2 or RESP3.</summary>
/// <param name="Kind">Its first character: <c>$</c> for a text, <c>*</c> for a list, <c>&gt;</c> for a push.</param>
/// <param name="Bytes">What a value is that has no parts.</param>
/// <param name="Items">The parts of a list, a map or a push.</param>
public sealed record RespValue(char Kind, byte[] Bytes, IReadOnlyList<RespValue> Items)
{
    public bool IsError => Kind is '-' or '!';

    public string Text => Encoding.UTF8.GetString(Bytes);

    public long Number => long.Parse(Text, CultureInfo.InvariantCulture);

    public override string ToString() => Items.Count == 0 ? Text : $"[{string.Join(", ", Items)}]";
}
