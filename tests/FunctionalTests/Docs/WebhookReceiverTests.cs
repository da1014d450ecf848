using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using RealtimeHub.TestKit;
using RealtimeHub.TestKit.Processes;
using Xunit;

namespace FunctionalTests.Docs;

/// <summary>The JavaScript with which docs/built-in-tasks.md checks a webhook does so.</summary>
public sealed partial class WebhookReceiverTests
{
    private const string Trial = """

        const headers = { 'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek', 'webhook-timestamp': '1614265330', 'webhook-signature': 'v1,other v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=' };
        const [body, secret, now] = ['{"test": 2432232314}', 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 1614265340_000];
        console.log(
          isGenuine(headers, body, secret, now), isGenuine(headers, Buffer.from(body), secret, now), isGenuine(headers, body + ' ', secret, now), isGenuine(headers, body, secret),
          isGenuine({ ...headers, 'webhook-id': 'x' }, body, secret, now), isGenuine({ ...headers, 'webhook-timestamp': 'x' }, body, secret, now), isGenuine({}, body, secret, now));
        """;

    [Fact]
    public async Task The_example_in_JavaScript_tells_genuine_calls_from_others()
    {
        var document = await File.ReadAllTextAsync(Path.Combine(Folder(), "../../../docs/built-in-tasks.md"));
        var script = Path.Combine(Path.GetTempPath(), $"webhook-{Guid.NewGuid():N}.mjs");
        await File.WriteAllTextAsync(script, JavaScript().Match(document).Groups[1].Value + Trial);
        var output = new System.Collections.Concurrent.ConcurrentQueue<string>();
        await using var node = OwnProcess.Start("node", [script], output.Enqueue, output.Enqueue);

        await Poll.UntilAsync(() => Task.FromResult(node.HasEnded && !output.IsEmpty), TimeSpan.FromSeconds(30), () => string.Join('\n', output));
        File.Delete(script);

        Assert.Equal("true true false false false false false", string.Join('\n', output));
    }

    private static string Folder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;

    [GeneratedRegex("```js\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex JavaScript();
}
