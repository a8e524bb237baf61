<?php

declare(strict_types=1);

require __DIR__ . '/Wachat.php';

/** Fails with exit code 255, as any exception does, unless the two are the same. */
function check(string $what, mixed $expected, mixed $seen): void
{
    if ($seen !== $expected) {
        throw new Exception("$what: " . json_encode($seen) . ' instead of ' . json_encode($expected));
    }
    echo "ok: $what\n";
}

/** Calls Wachat, or the emulator. */
function call(string $method, string $url, ?array $body = null): array
{
    $context = stream_context_create(['http' => [
        'method' => $method,
        'header' => ['Authorization: Bearer ' . getenv('WACHAT_API_KEY'), 'Content-Type: application/json'],
        'content' => $body === null ? '' : json_encode($body),
        'ignore_errors' => true,
    ]]);
    $reply = json_decode(file_get_contents($url, false, $context) ?: 'null', true);
    if (($reply['success'] ?? false) !== true) {
        throw new Exception("$method $url: " . ($reply['error'] ?? 'no answer'));
    }
    return $reply;
}

$url = getenv('WACHAT_URL') ?: throw new Exception('WACHAT_URL is not set');
getenv('WACHAT_API_KEY') ?: throw new Exception('WACHAT_API_KEY is not set');
/** What only the emulator has: the phones of the shop and of its customers. */
$emulator = preg_replace('#/api/v1$#', '/_emulator', $url);

// The shop connects.
$shop = call('POST', "$url/instance/create", ['instanceName' => 'Toko Jakarta']);
$name = $shop['instance']['apiInstanceName'];
call('POST', "$emulator/scan", ['code' => $shop['qrcode']['code']]);

// Its webhook is served by PHP itself, on a free port.
$probe = stream_socket_server('tcp://127.0.0.1:0');
$host = stream_socket_get_name($probe, false);
fclose($probe);
$secret = 'whsec_' . bin2hex(random_bytes(16));
$orders = sys_get_temp_dir() . '/orders-' . bin2hex(random_bytes(8));
mkdir($orders);
$server = proc_open(
    [PHP_BINARY, '-S', $host, __DIR__ . '/webhook.php'],
    [1 => ['file', '/dev/null', 'w'], 2 => ['file', '/dev/null', 'w']],
    $pipes,
    null,
    [...getenv(), 'WACHAT_WEBHOOK_SECRET' => $secret, 'SHOP_ORDERS' => $orders],
);
register_shutdown_function(function () use ($server, $orders): void {
    proc_terminate($server);
    array_map('unlink', glob("$orders/*"));
    rmdir($orders);
});
for ($end = microtime(true) + 20; !@stream_socket_client("tcp://$host"); usleep(50_000)) {
    if (microtime(true) > $end) {
        throw new Exception("PHP does not listen on $host");
    }
}
call('POST', "$url/webhooks", ['url' => "http://$host/", 'events' => ['messages.upsert'], 'secret' => $secret]);

// An order is placed.
$customer = '6281298765432';
file_put_contents("$orders/$customer.json", '{"id":1001,"status":"placed"}');
$wachat = new Wachat($url, getenv('WACHAT_API_KEY'), $name);
$wachat->sendText('+62 812-9876-5432', 'Your order 1001 is placed. Is it right? Answer YES.');

/** The newest message that a customer's phone shows with these words in it; waits for it. */
$shown = function (string $words) use ($emulator, $customer): ?string {
    $query = http_build_query(['to' => $customer, 'contains' => $words, 'wait' => '5s']);
    $messages = call('GET', "$emulator/messages?$query")['messages'];
    return end($messages)['text'] ?? null;
};
check('the customer is notified', 'Your order 1001 is placed. Is it right? Answer YES.', $shown('order 1001'));

// The customer answers.
$receive = "$emulator/instances/$name/receive";
call('POST', $receive, ['from' => $customer, 'pushName' => 'Siti', 'type' => 'text', 'text' => 'Yes']);
check('the customer is thanked by name', 'Thank you, Siti! We are packing order 1001.', $shown('Thank you'));
$order = json_decode(file_get_contents("$orders/$customer.json"), true);
check('the order is confirmed', 'confirmed', $order['status']);

// A customer whose number is not on WhatsApp.
try {
    $wachat->sendText('999000000105', 'Your order 1002 is placed.');
    $refused = null;
} catch (WachatError $error) {
    $refused = $error->getMessage();
}
check('the shop is told of a number that is not on WhatsApp', '999000000105 is not on WhatsApp.', $refused);

// Somebody who does not know the secret.
$forged = stream_context_create(['http' => [
    'method' => 'POST',
    'header' => ['Content-Type: application/json', 'X-Wachat-Timestamp: ' . time(), 'X-Wachat-Signature: none'],
    'content' => '{"event":"messages.upsert"}',
    'ignore_errors' => true,
]]);
file_get_contents("http://$host/", false, $forged);
check('a forged webhook is refused', '401', explode(' ', $http_response_header[0])[1]);
