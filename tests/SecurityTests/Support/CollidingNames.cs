using System.Globalization;
using System.Numerics;

namespace SecurityTests.Support;

/// <summary>Texts that fall into one place of a dictionary, as long as .NET hashes them without a secret.</summary>
internal static class CollidingNames
{
    // The halves of a text's hash are made of its odd and its even pairs of characters. This looks at the even ones: the others are the same in all.
    private const uint Start = (5381 << 16) + 5381;

    public static IEnumerable<string> Make(int count)
    {
        var goal = Step(Step(Start, Pair('a', 'a')), Pair('a', 'a'));
        for (uint number = 0, made = 0; made < count; number++)
        {
            var first = Pair((char)('!' + (number % 90)), (char)('!' + (number / 90 % 90)));
            var second = Mix(Step(Start, first)) ^ goal;
            if (!IsText(second)) continue;
            made++;
            yield return string.Create(CultureInfo.InvariantCulture, $"{(char)first}{(char)(first >> 16)}xx{(char)second}{(char)(second >> 16)}xx");
        }
    }

    private static uint Pair(char low, char high) => low | ((uint)high << 16);

    private static uint Step(uint hash, uint pair) => Mix(hash) ^ pair;

    private static uint Mix(uint hash) => BitOperations.RotateLeft(hash, 5) + hash;

    /// <summary>Whether both are characters that stand for themselves.</summary>
    private static bool IsText(uint pair) => IsText((char)pair) && IsText((char)(pair >> 16));

    private static bool IsText(char c) => c > 0 && !char.IsSurrogate(c);
}
