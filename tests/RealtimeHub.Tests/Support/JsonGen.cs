using System.Globalization;
using System.Text.Json;
using CsCheck;

namespace RealtimeHub.Tests.Support;

/// <summary>Any JSON text: all kinds of values, nested, with white space and escapes.</summary>
internal static class JsonGen
{
    private static readonly Gen<string> Space = Gen.OneOf("", "", "", " ", "\n\t ");

    // Texts with everything that needs escaping, and beyond the first 65,536 characters.
    private static readonly Gen<string> Text =
        Gen.OneOf(Gen.String[Gen.Char.AlphaNumeric, 0, 40], Gen.OneOf("\"", "\\", "\u0001\u001e\u007f", "ä€", "😀", "\r\n", "/<>&'"))
            .Array[0, 3].Select(parts => JsonSerializer.Serialize(string.Concat(parts)));

    private static readonly Gen<string> Number = Gen.OneOf(
        Gen.Long.Select(n => n.ToString(CultureInfo.InvariantCulture)),
        Gen.Int[-200, 70_000].Select(n => n.ToString(CultureInfo.InvariantCulture)),
        Gen.Double[-1e6, 1e6].Select(n => n.ToString("R", CultureInfo.InvariantCulture)).Where(n => n.Contains('.', StringComparison.Ordinal)));

    private static readonly Gen<string> Scalar = Gen.OneOf(Text, Number, Gen.OneOf("true", "false", "null"));

    public static Gen<string> Any { get; } = Gen.Recursive<string>((depth, inner) => depth > 3 ? Scalar : Gen.Frequency(
        (3, Scalar),
        (1, Padded(inner).Array[0, 4].Select(items => $"[{string.Join(',', items)}]")),
        (1, Gen.Select(Text, Padded(inner)).Array[0, 4].Select(members => $"{{{string.Join(',', Distinct(members))}}}"))));

    private static Gen<string> Padded(Gen<string> value) => Gen.Select(Space, value, Space, (before, text, after) => before + text + after);

    private static IEnumerable<string> Distinct((string Name, string Value)[] members) =>
        members.DistinctBy(member => member.Name).Select(member => $"{member.Name}:{member.Value}");
}
