namespace RealtimeHub.Configuration;

/// <summary>Secrets that stand in examples, or that nobody would call random.</summary>
internal static class SampleSecrets
{
    private const int FewestDifferent = 6;

    private static readonly string[] Words = ["changeme", "change-me", "change_me", "example", "sample", "your-", "secret-key", "password", "replace", "todo", "xxxx", "1234567890"];

    public static bool Looks(string secret) =>
        secret.Distinct().Count() < FewestDifferent || Words.Any(word => secret.Contains(word, StringComparison.OrdinalIgnoreCase));
}
