using System.Text;

namespace RealtimeHub.Transport.Tests.Conformance;

/// <summary>Texts that are UTF-8 and texts that are not, in the order of the suite (after Markus Kuhn's stress test).</summary>
internal static class Utf8Vectors
{
    public static IEnumerable<(string Number, byte[] Text, bool IsValid)> All =>
    [
        .. Valid(5, "CEBAE1BDB9CF83CEBCCEB5", "C2A2", "E282AC", "F09F9880", "48656C6C6F2DC2B540C39FC3B6C3A4C3BCC3A0C3A1"),
        .. Prefixes,
        .. Valid(7, "00", "C280", "E0A080", "F0908080"), // the first of each length
        .. Invalid(8, "F888808080", "FC8480808080"),
        .. Valid(9, "7F", "DFBF", "EFBFBF", "F48FBFBF"), // the last of each length
        .. Invalid(10, "F7BFBFBF", "FBBFBFBFBF", "FDBFBFBFBFBF"),
        .. Valid(11, "ED9FBF", "EE8080", "EFBFBD", "F48FBFBF"), // boundaries
        ("6.11.5", Convert.FromHexString("F4908080"), false),
        .. Invalid(12, "80", "BF", "80BF", "80BF80", "80BF80BF", "80BF80BF80", "80BF80BF80BF", AllContinuations), // lonely continuations
        .. Invalid(13, Lonely(0xC0, 0xDF), Lonely(0xE0, 0xEF), Lonely(0xF0, 0xF7), Lonely(0xF8, 0xFB), Lonely(0xFC, 0xFD)), // lonely beginnings
        .. Invalid(14, CutShort),
        .. Invalid(15, string.Concat(CutShort)),
        .. Invalid(16, "FE", "FF", "FEFEFFFF"), // bytes that never occur
        .. Invalid(17, "C0AF", "E080AF", "F08080AF", "F8808080AF", "FC80808080AF"), // a slash that is too long
        .. Invalid(18, "C1BF", "E09FBF", "F08FBFBF", "F887BFBFBF", "FC83BFBFBFBF"), // the last of what is too long
        .. Invalid(19, "C080", "E08080", "F0808080", "F880808080", "FC8080808080"), // a zero that is too long
        .. Invalid(20, "EDA080", "EDADBF", "EDAE80", "EDAFBF", "EDB080", "EDBE80", "EDBFBF"), // surrogates, alone
        .. Invalid(21, "EDA080EDB080", "EDA080EDBFBF", "EDADBFEDB080", "EDADBFEDBFBF", "EDAE80EDB080", "EDAE80EDBFBF", "EDAFBFEDB080", "EDAFBFEDBFBF"), // in pairs
        .. Valid(22, NonCharacters), // the last two of each plane
        .. Valid(23, "EFBFB9", "EFBFBA", "EFBFBB", "EFBFBC", "EFBFBD", "EFBFBE", "EFBFBF"), // specials
    ];

    /// <summary>Each beginning of a valid text: right when it ends with a character.</summary>
    private static IEnumerable<(string Number, byte[] Text, bool IsValid)> Prefixes
    {
        get
        {
            var text = Encoding.UTF8.GetBytes("κόσμε");
            for (var length = 1; length <= text.Length; length++)
            {
                yield return ($"6.6.{length}", text[..length], length == text.Length || (text[length] & 0xC0) != 0x80);
            }
        }
    }

    private static string[] CutShort => ["C0", "E080", "F08080", "F8808080", "FC80808080", "DF", "EFBF", "F7BFBF", "FBBFBFBF", "FDBFBFBFBF"];

    private static string AllContinuations => Convert.ToHexString([.. Enumerable.Range(0x80, 0x40).Select(value => (byte)value)]);

    private static string[] NonCharacters =>
        [.. Enumerable.Range(0, 17).SelectMany(plane => new[] { 0xFFFE, 0xFFFF }.Select(low => Convert.ToHexString(Encoding.UTF8.GetBytes(char.ConvertFromUtf32((plane << 16) | low)))))];

    private static string Lonely(int first, int last) =>
        Convert.ToHexString([.. Enumerable.Range(first, last - first + 1).SelectMany(value => new[] { (byte)value, (byte)' ' })]);

    private static IEnumerable<(string Number, byte[] Text, bool IsValid)> Valid(int family, params string[] texts) =>
        texts.Select((hex, i) => ($"6.{family}.{i + 1}", Convert.FromHexString(hex), true));

    private static IEnumerable<(string Number, byte[] Text, bool IsValid)> Invalid(int family, params string[] texts) =>
        texts.Select((hex, i) => ($"6.{family}.{i + 1}", Convert.FromHexString(hex), false));
}
